// Statistics throw what GSL reports, so whoever imports them can name it.
@_exported public import struct CreditNumerics.GSLError
