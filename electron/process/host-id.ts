/** Environment variable that every process we spawn carries; its value is unique per data folder. */
export const HOST_ID_VARIABLE = 'OPENLINEAR_HOST_ID'
