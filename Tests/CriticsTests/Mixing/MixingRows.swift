import Simulation
import TestSupport

@testable import Critics

/// The rows of random episodes.
func mixingRows(seed: UInt64) throws -> TeamRows {
  TeamRows(of: makeBatch(mixingDrafts(seed: seed)), seenBy: .information, usesTurn: seed % 2 == 0)
}
