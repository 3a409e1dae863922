import { attackTests } from './support.ts'
import { TAMPERING, THROWN } from './tampering.ts'

attackTests(
  ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  TAMPERING
)
attackTests(['HANDLER_THREW'], THROWN)
