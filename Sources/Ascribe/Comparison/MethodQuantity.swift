package import Ground
package import CreditStatistics

/// One number of a method on a scenario under the name that records and tables give it.
package struct MethodQuantity: Sendable {
  /// Its name, in camel case.
  package let name: String
  /// The number.
  package let value: Measured<Double>
  /// Its interval.
  package let interval: Measured<ConfidenceInterval>
  /// Batches that it rests on.
  package let batches: Int

  fileprivate init(_ name: String, _ estimate: Estimate) {
    self.name = name
    value = estimate.mean
    interval = estimate.interval
    batches = estimate.batches
  }

  fileprivate init(_ name: String, _ interval: Measured<ConfidenceInterval>, batches: Int) {
    self.name = name
    value = interval.map(\.estimate)
    self.interval = interval
    self.batches = batches
  }
}

extension MethodComparison {
  /// Everything that is one number over all decisions, beside the errors.
  package var quantities: [MethodQuantity] {
    let batches = alignmentByBatch.count
    return [
      MethodQuantity("gradientAlignment", alignment), MethodQuantity("pearson", agreement.pearson),
      MethodQuantity("concordance", agreement.concordance),
      MethodQuantity("falseCredit", agreement.falseCredit),
      MethodQuantity("spearman", agreement.spearman), MethodQuantity("tiedShare", agreement.tiedShare),
      MethodQuantity("kendall", agreement.kendall),
      MethodQuantity("signAgreement", agreement.signAgreement),
      MethodQuantity("relativeError", agreement.relativeError), MethodQuantity("noise", agreement.noise),
      MethodQuantity("repeatedShare", agreement.repeatedShare),
      MethodQuantity("pivotalTurnRecall", pivots.turnRecall),
      MethodQuantity("pivotalTurnChance", pivots.turnChance),
      MethodQuantity("rocArea", pivots.area),
      MethodQuantity("falseCreditOfUnits", pivots.falseCreditOfUnits),
      MethodQuantity("falseCreditOfDecisions", pivots.falseCreditOfDecisions),
      MethodQuantity("efficiencyResidual", efficiencyResidual),
      MethodQuantity("relativeEfficiencyResidual", relativeEfficiencyResidual),
      MethodQuantity("gradientCosine", gradient.cosine),
      MethodQuantity("gradientRelativeError", gradient.relativeError),
      MethodQuantity("gradientScaledError", gradient.scaledError),
      MethodQuantity("gradientSignalToNoise", gradient.signalToNoise),
    ]
      + (qAlignment.map {
        [
          MethodQuantity("qAlignmentAcrossPoints", $0.acrossPoints),
          MethodQuantity("qAlignmentWithinStates", $0.withinStates),
          MethodQuantity("qAlignmentSign", $0.signAgreement),
        ]
      } ?? [])
      + (sequential.map { [MethodQuantity("gradientAlignmentSequential", $0, batches: batches)] } ?? [])
  }
}
