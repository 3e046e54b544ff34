export { isDiskFull } from '../process/disk-full.ts'
