import { MEMORY } from './memory.ts'
import { attackTests } from './support.ts'

attackTests(['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'], MEMORY)
