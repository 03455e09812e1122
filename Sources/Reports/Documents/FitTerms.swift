package import CreditMethods

extension Terms {
  /// How the fits of methods ended, by their labels; those that fitted nothing are left out.
  package static func fits(_ methods: [(label: String, fits: CriticFits?)]) -> Terms {
    Terms(
      "Fits of critics",
      methods.compactMap { label, fits in fits.flatMap { words(of: $0) }.map { Entry(label, $0) } })
  }

  /// How fits ended; `nil` where nothing was fitted.
  private static func words(of fits: CriticFits) -> String? {
    guard let worst = fits.worst else { return nil }
    let size = "at most \(Numerals.count(fits.mostParameters, "parameter"))"
    let count = Numerals.count(fits.count, "fit")
    if fits.mostIterations == 0 {
      // What a single fit was made of may be nothing.
      return "\(count) in closed form, \(size)" + (fits.count == 1 ? ": \(worst.what)" : "")
    }
    let end =
      "at most \(Numerals.count(fits.mostIterations, "iteration")), largest residual "
      + Numerals.scientific(worst.residual)
    guard fits.converged < fits.count else {
      return "\(count) converged, \(size), \(end) (stops when \(worst.rule))"
    }
    return
      "NOT CONVERGED in \(Numerals.count(fits.count - fits.converged)) of \(count): the fit of \(worst.what) "
      + "stops when \(worst.rule), and was at \(Numerals.scientific(worst.residual)) after "
      + Numerals.count(worst.iterations, "iteration")
  }
}
