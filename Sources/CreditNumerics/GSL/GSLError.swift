import CGSL

/// A GSL routine that reported a failure: which routine, and its status code.
///
/// Bad or degenerate data never ends here; those are `Measured/undefined(_:)` values. What remains are failures of
/// the computation itself, such as memory that cannot be had.
public struct GSLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A GSL status code. Any code that the library knows can be held; the ones that a caller may want to tell apart
  /// have a name.
  ///
  /// Source: GNU Scientific Library 2.7 reference manual, "Error Codes".
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number in `gsl_errno.h`.
    public let rawValue: Int32

    /// The code with a number of `gsl_errno.h`.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    private init(_ constant: Int) { rawValue = Int32(constant) }

    /// `GSL_EDOM`: an argument outside a function's domain.
    public static let domain = Code(GSL_EDOM)
    /// `GSL_ERANGE`: a result too large or too small for a `Double`.
    public static let range = Code(GSL_ERANGE)
    /// `GSL_EINVAL`: an invalid argument.
    public static let invalidArgument = Code(GSL_EINVAL)
    /// `GSL_EFAILED`: a failure without a more precise code.
    public static let failed = Code(GSL_EFAILED)
    /// `GSL_ENOMEM`: memory could not be allocated.
    public static let noMemory = Code(GSL_ENOMEM)
    /// `GSL_EMAXITER`: an iteration reached its limit.
    public static let tooManyIterations = Code(GSL_EMAXITER)
    /// `GSL_EBADLEN`: vectors or matrices of lengths that do not fit together.
    public static let lengthMismatch = Code(GSL_EBADLEN)
  }

  /// The routine's name in C, such as `gsl_fit_wmul`.
  public let routine: String
  /// The status code that it returned.
  public let code: Code

  /// The failure of a routine.
  public init(routine: String, code: Code) {
    self.routine = routine
    self.code = code
  }

  /// The error as a sentence: routine, GSL's own words for the code, and the code.
  public var description: String {
    "\(routine) failed: \(unsafe String(cString: gsl_strerror(code.rawValue))) (GSL code \(code.rawValue))."
  }
}
