import CreditMethods

/// How the fits of a method ended, as a person reads it.
enum FitText {
  /// One line; `nil` where nothing was fitted.
  static func line(_ fits: CriticFits, of label: String) -> String? {
    guard let worst = fits.worst else { return nil }
    let size = "at most \(Numerals.count(fits.mostParameters, "parameter"))"
    let count = Numerals.count(fits.count, "fit")
    if fits.mostIterations == 0 {
      // What a single fit was made of may be nothing.
      return "\(label): \(count) in closed form, \(size)" + (fits.count == 1 ? ": \(worst.what)" : "")
    }
    let end =
      "at most \(Numerals.count(fits.mostIterations, "iteration")), largest residual "
      + Numerals.scientific(worst.residual)
    guard fits.converged < fits.count else {
      return "\(label): \(count) converged, \(size), \(end) (stops when \(worst.rule))"
    }
    return
      "\(label): NOT CONVERGED in \(Numerals.count(fits.count - fits.converged)) of \(count): the fit of "
      + "\(worst.what) stops when \(worst.rule), and was at \(Numerals.scientific(worst.residual)) after "
      + "\(Numerals.count(worst.iterations, "iteration"))"
  }
}
