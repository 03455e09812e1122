/// A result whose methods have cards.
package protocol CardedResult: StoredResult {
  /// The card of each method's credits, by its label; those of several scenarios say on which.
  var creditCards: [(label: String, card: CreditCard)] { get }
}

extension StudyResult: CardedResult {
  /// The cards of its methods.
  package var creditCards: [(label: String, card: CreditCard)] {
    methods.compactMap { method in method.card.map { (method.method.label, $0) } }
  }
}

extension SampledComparisonResult: CardedResult {
  /// The cards of its methods on each scenario.
  package var creditCards: [(label: String, card: CreditCard)] {
    studies.flatMap { study in
      study.creditCards.map { ("\($0.label) on \(study.scenario.names.label)", $0.card) }
    }
  }
}

extension ComparisonResult: CardedResult {
  /// The cards of its methods on each scenario.
  package var creditCards: [(label: String, card: CreditCard)] {
    scenarios.flatMap { scenario in
      scenario.methods.compactMap { method in
        method.card.map { ("\(method.method.label) on \(scenario.scenario.names.label)", $0) }
      }
    }
  }
}

extension CriticStudyResult: CardedResult {
  /// The cards of its critics' credits.
  package var creditCards: [(label: String, card: CreditCard)] {
    critics.compactMap { critic in critic.card.map { (critic.method.label, $0) } }
  }
}

extension SampledCriticResult: CardedResult {
  /// The cards of its critics' credits.
  package var creditCards: [(label: String, card: CreditCard)] {
    critics.compactMap { critic in critic.card.map { (critic.method.label, $0) } }
  }
}

extension TrainingResult: CardedResult {
  /// The cards of its arms.
  package var creditCards: [(label: String, card: CreditCard)] {
    (tables.first?.arms ?? []).compactMap { arm in arm.card.map { (arm.label, $0) } }
  }
}

extension FrontierResult: CardedResult {
  /// The cards of its arms on the first scenario.
  package var creditCards: [(label: String, card: CreditCard)] {
    zip(arms, settings.first?.cards ?? []).map { ($0.label, $1) }
  }
}

extension TraceResult: CardedResult {
  /// The cards of its methods.
  package var creditCards: [(label: String, card: CreditCard)] {
    methods.compactMap { method in method.card.map { (method.label, $0) } }
  }
}
