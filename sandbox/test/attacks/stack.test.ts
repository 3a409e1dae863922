import { STACK } from './stack.ts'
import { attackTests } from './support.ts'

// Whichever of the three runs out first; deep syntax may also be refused by the parser, deep answers by the border.
attackTests(['STACK_EXCEEDED', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED', 'HANDLER_THREW', 'VALUE_INVALID'], STACK)
