import { CPU } from './cpu.ts'
import { attackTests } from './support.ts'

attackTests(['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'], CPU)
