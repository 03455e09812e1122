/// A method whose expected gradient, over the logits of one agent or of all, is told from the exact one in its direction.
package struct MisledGradient: Sendable {
  /// The method.
  package let method: MethodResult
  /// Whose logits, and how near.
  package let gradient: AgentGradient
  /// P-value of there being no such thing.
  package let pValue: Double
  /// Whether the gradient is told to lead away.
  package let isReversed: Bool
}

extension StudyResult {
  /// Whom methods mislead however many batches there are: what the tests of ``AgentGradient/misled`` reject at 0.05, so that
  /// it agrees with the interval beside it.
  ///
  /// No correction for the number of tests stands before it, which would hide what 100 batches show: where nothing misleads, they
  /// reject far more seldom than at 0.05, because an expected gradient that is the exact one has a cosine above 0.99.
  /// `interval-coverage` counts how seldom all of them together find anything (Benchmarks/IntervalCoverage.md).
  package var misled: [MisledGradient] {
    methods.filter { !$0.isReference }.flatMap { method in
      method.gradients.compactMap { gradient in
        guard let pValue = gradient.misled?.optional, pValue < 0.05 else { return nil }
        return MisledGradient(
          method: method, gradient: gradient, pValue: pValue,
          isReversed: (gradient.reversed?.optional ?? 1) < 0.025)
      }
    }
  }

  /// How many gradients ``misled`` tests.
  package var testsOfMisleading: Int {
    methods.filter { !$0.isReference }.reduce(0) { sum, method in
      sum + method.gradients.count { $0.misled?.optional != nil }
    }
  }
}
