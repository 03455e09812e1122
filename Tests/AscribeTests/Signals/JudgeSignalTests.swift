@testable import Ascribe
import CreditMethods
import Foundation
import Simulation
import TestSupport
import Testing
import Trajectories

/// Judges err exactly as often as is stated, around the exact truth.
@Suite struct JudgeSignalTests {
  private struct Units {
    var wrong = 0
    var expected = 0.0
    var count = 0

    /// By Hoeffding's inequality a sum of independent events is further from its mean than this with probability below
    /// 1e-6.
    var tolerance: Double { (Double(count) * log(2e6) / 2).squareRoot() }
  }

  private func labels(_ judge: JudgeSignal, episodes: Int) throws -> (JudgedBatch, [Double], [Double]) {
    let batch = try SignalFixture(episodes: episodes, telling: .with { $0.judge = judge }).judged()
    return (batch, try #require(batch.rollouts.batch.decisions.judge), try #require(batch.exact))
  }

  @Test(arguments: JudgeSignal.Bias.allCases)
  func theErrorIsTheStatedOne(bias: JudgeSignal.Bias) throws {
    let (judged, labels, exact) = try labels(JudgeSignal(error: 0.3, bias: bias), episodes: 2048)
    let batch = judged.rollouts.batch
    var units = Units()
    var agreeing = 0
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let isSuccess = batch.episodes.status[episode] == .success
      for (turn, index) in turns.enumerated() {
        for decision in batch.decisions(of: index) {
          let isGood = exact[decision] >= -1e-12
          let isWrong = labels[decision] != (isGood ? 1 : 0)
          switch bias {
          case .none: units.expected += 0.3
          case .outcome:
            if isSuccess == isGood {
              #expect(!isWrong)
              agreeing += 1
              continue
            }
            units.expected += 0.3
          case .recency:
            units.expected +=
              turns.count == 1 ? 0 : 0.3 * Double(turns.count - 1 - turn) / Double(turns.count - 1)
          }
          units.count += 1
          if isWrong { units.wrong += 1 }
        }
      }
    }
    #expect(units.count > 3000)
    #expect(bias != .outcome || agreeing > 3000)
    #expect(abs(Double(units.wrong) - units.expected) < units.tolerance)
    // Without errors as many would be wrong as far too few.
    #expect(units.expected > 2 * units.tolerance)
  }

  @Test func withoutErrorsLabelsAreTheTruth() throws {
    let (_, labels, exact) = try labels(JudgeSignal(), episodes: 64)
    #expect(labels == exact.map { $0 >= -1e-12 ? 1 : 0 })
    let (_, strict, _) = try self.labels(JudgeSignal(ties: .bad), episodes: 64)
    #expect(strict == exact.map { $0 > 1e-12 ? 1 : 0 })
    #expect(labels != strict)
    let (_, wrong, _) = try self.labels(JudgeSignal(error: 1), episodes: 64)
    #expect(wrong == labels.map { 1 - $0 })
  }

  /// Turns are judged by Q - V of the joint action, which is asked of the solution cell by cell here.
  @Test func aJudgeOfTurnsGivesOneLabelATurn() throws {
    let fixture = try SignalFixture(
      "and", "", episodes: 64, telling: .with { $0.judge = JudgeSignal(granularity: .turn) })
    let rollouts = try fixture.judged().rollouts
    let batch = rollouts.batch
    let cells = fixture.solution.cells
    let labels = try #require(batch.decisions.judge)
    let process = try #require(batch.turns.process)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let cell = cells.index(turn: turn, node: Int(rollouts.node[index]))
        let gain = cells.actionValue[cells.rowStart[cell] + rollouts.row(ofTurn: index)] - cells.value[cell]
        for decision in batch.decisions(of: index) { #expect(labels[decision] == (gain >= -1e-12 ? 1 : 0)) }
        #expect(process[index] == (gain >= -1e-12 ? 1 : -1))
      }
    }
    #expect(Set(process) == [-1, 1])
  }

  @Test func aMajorDeviationIsTheWorstDecisionOfItsEpisode() throws {
    let (judged, labels, exact) = try labels(JudgeSignal(labels: .deviation), episodes: 128)
    let batch = judged.rollouts.batch
    for episode in 0..<batch.episodeCount {
      let decisions = batch.decisions(ofEpisode: episode)
      let worst = decisions.min { exact[$0] < exact[$1] }
      for decision in decisions {
        let isNegative = exact[decision] < -1e-12
        #expect(labels[decision] == (isNegative ? decision == worst ? -1 : 0 : 1))
      }
    }
    #expect(Set(labels) == [-1, 0, 1])
    let (noisy, wrong, _) = try self.labels(JudgeSignal(error: 0.5, labels: .deviation), episodes: 128)
    for episode in 0..<noisy.rollouts.batch.episodeCount {
      let decisions = noisy.rollouts.batch.decisions(ofEpisode: episode)
      #expect(decisions.count { wrong[$0] == -1 } <= 1)
    }
  }

  /// Factors say which of three answers is right, and another with the stated probability.
  @Test func factorsErrAsOften() throws {
    let exact = try SignalFixture(episodes: 2048, telling: .with { $0.factors = FactorSignal() }).judged()
    let noisy = try SignalFixture(episodes: 2048, telling: .with { $0.factors = FactorSignal(error: 0.3) })
      .judged()
    let truth = try #require(exact.rollouts.batch.decisions.factors)
    let found = try #require(noisy.rollouts.batch.decisions.factors)
    let credits = try #require(exact.exact)
    #expect(
      truth == credits.flatMap { abs($0) <= 1e-12 ? [0, 0] : $0 > 0 ? [1, 0] : [0, 1.0] })
    var units = Units()
    for decision in credits.indices {
      units.count += 1
      units.expected += 0.3
      let rows = 2 * decision..<2 * decision + 2
      if truth[rows] != found[rows] { units.wrong += 1 }
    }
    #expect(abs(Double(units.wrong) - units.expected) < units.tolerance)
  }
}
