import Ground
import CreditMethods
import CreditStatistics
import Critics
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Ascribe

/// Studies of critics as a whole.
@Suite struct CriticStudyTests {
  private func plan(
    _ critics: [String], _ scenario: String = "dec-tiger", _ settings: String = "horizon=2",
    batches: Int = 3, threads: Int = 1
  ) throws -> StudyPlan {
    let mdp = try compiled(scenario, settings)
    return try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp),
      methods: try critics.map { try MethodRequest(critic: try Call($0), on: mdp) }, episodes: 10,
      groupSize: 1, batches: batches, fitEpisodes: 20, seed: 5, threads: threads)
  }

  private func record(_ plan: StudyPlan) throws -> String {
    try json(ResultFile(try CriticStudy(plan).run()))
  }

  @Test func threadsDoNotChangeAByte() throws {
    let critics = ["pinto", "symmetric", "asymmetric", "pinto(turnIndex=false)"]
    let one = try record(try plan(critics, batches: 5))
    #expect(try record(try plan(critics, batches: 5, threads: 2)) == one)
    #expect(try record(try plan(critics, batches: 5, threads: 7)) == one)
  }

  /// The order of critics is that of the plan, and each is what it would be alone.
  @Test func criticsDoNotSeeEachOther() throws {
    let both = try CriticStudy(try plan(["symmetric", "pinto"])).run()
    let alone = try CriticStudy(try plan(["pinto"])).run()
    #expect(both.critics.map(\.method.label) == ["symmetric", "pinto"])
    let errors = [both.critics[1], alone.critics[0]].map { critic in
      critic.fitted.errors.map(\.fromTruth.rootMeanSquare)
    }
    #expect(errors[0] == errors[1])
    #expect(both.critics[1].limit.gradient == alone.critics[0].limit.gradient)
    #expect(alone.critics[0].view == .privileged && !alone.critics[0].valuesActions)
  }

  @Test func oneBatchHasMeansButNoIntervals() throws {
    let result = try CriticStudy(try plan(["pinto"], batches: 1)).run()
    let tooFew = UndefinedReason.tooFew(found: 1, needed: 2)
    let fitted = result.critics[0].fitted
    for error in fitted.errors {
      for summary in [error.fromTruth, error.fromLimit] {
        #expect(summary.mean.mean.optional != nil)
        #expect(summary.mean.interval == .undefined(tooFew))
      }
    }
    #expect(fitted.calibration.realised.slope.optional != nil)
    #expect(fitted.calibration.expected.slopeInterval == .undefined(tooFew))
    #expect(fitted.gradients.allSatisfy { $0.cosine.interval == .undefined(tooFew) })
    #expect(result.meanReturn.interval == .undefined(tooFew))
  }

  /// Critics read what the scenario pays, with its discount, unless told otherwise.
  @Test func criticsAreOfTheScenariosReturn() throws {
    let mdp = try compiled("two-step", "discount=0.5")
    let request = try MethodRequest(critic: Call("pinto"), on: mdp)
    #expect(request.parameters["reward"] == .text("trace"))
    #expect(request.parameters.number("gamma") == 0.5)
    let told = try MethodRequest(critic: Call("pinto(gamma=0.9,reward=score)"), on: mdp)
    #expect(told.parameters["reward"] == .text("score"))
    #expect(told.parameters.number("gamma") == 0.9)
    #expect(told.label == "pinto(gamma=0.9,reward=score)")
  }

  @Test func aMethodWithoutValuesIsRefused() throws {
    let plan = try plan(["pinto", "grpo"])
    #expect(
      throws: CriticStudyError.notACritic(
        label: "grpo", accepted: MethodCatalogue.builtIn.critics.map(\.card.id))
    ) {
      try CriticStudy(plan)
    }
    let critics = MethodCatalogue.builtIn.critics.map(\.card.id)
    #expect(critics.contains("pinto") && critics.contains("symmetric") && critics.contains("asymmetric"))
    #expect(!critics.contains("gae"))
  }

  /// The critics that nobody names value states, have the scenario's discount, and can be fitted to it.
  @Test func theDefaultIsWhatTheScenarioCanFeed() throws {
    let mdp = try compiled("two-step", "discount=0.5")
    let selection = try CriticSelection(on: mdp, under: .uniform(on: mdp))
    let ids = selection.critics.map(\.card.id)
    #expect(["pinto", "symmetric", "asymmetric"].allSatisfy(ids.contains))
    #expect(
      Set(ids + selection.leftOut.map(\.id)).isSubset(of: MethodCatalogue.builtIn.critics.map(\.card.id)))
    for critic in selection.critics where critic.card.parameters.contains(where: { $0.name == "gamma" }) {
      #expect(critic.parameters.number("gamma") == 0.5)
    }
    #expect(selection.leftOut.allSatisfy { !ids.contains($0.id) && $0.reason.contains($0.id) })
  }

  @Test func aValueThatIsNoNumberIsRefused() throws {
    let mdp = try compiled("chain")
    let batch = try Rollouts.simulate(
      Rollouts.Plan(groups: 2, groupSize: 1, seed: 1), on: mdp, policy: .uniform(on: mdp)
    ).batch
    var numbers = [Double](repeating: 0, count: batch.turnCount)
    let check = {
      try CriticStudy.requireFinite(
        TurnValues(kind: .state, values: numbers, fit: .closedForm("v", parameters: 1, loss: 0)), of: batch,
        method: "pinto")
    }
    try check()
    numbers[batch.turns(of: 1).lowerBound + 1] = .infinity
    let reason = "the value of turn 1 of episode \"\(batch.episodeName(1))\" is inf, not a finite number."
    #expect(throws: AttributionError.numerical(method: "pinto", reason: reason)) { try check() }
  }

  @Test func aPlanThatWasChangedIsCheckedAgain() throws {
    var plan = try plan(["pinto"])
    plan.batches = 0
    let study = try CriticStudy(plan)
    #expect(throws: StudyError.self) { try study.run() }
  }

  @Test func progressIsTold() throws {
    var told: [Int] = []
    _ = try CriticStudy(try plan(["pinto"], batches: 5, threads: 2)).run { told.append($0) }
    #expect(told == [2, 4, 5])
  }
}
