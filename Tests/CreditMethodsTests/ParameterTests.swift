import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct MethodParameterTests {
  private func written(_ method: any CreditMethod.Type) throws -> [String] {
    try ParameterValues(for: method.fullCard.parameters, of: method.card.id).entries.map {
      "\($0.name)=\($0.value)"
    }
  }

  @Test func namesAndDefaults() throws {
    let grpo = [
      "reward=outcome", "successReward=10", "penalty=trajectory", "invalidPenalty=0.1", "norm=std", "ddof=1",
      "eps=1e-06", "weighting=trajectory", "singleton=zero", "truncated=failure",
    ]
    #expect(try written(GRPO.self) == grpo + ["group=task", "forks=once"])
    #expect(
      try written(GiGPO.self) == grpo + [
        "group=task", "forks=once", "key=state", "gamma=0.95", "weightEpisode=1", "weightStep=1",
      ])
    #expect(
      try written(GraphGPO.self) == grpo + [
        "key=state", "weightEpisode=1", "weightGraph=1", "omega=0.1", "convention=reference",
        "edges=occurrence",
      ])
  }

  @Test(arguments: [
    "ddof=2", "ddof=-1", "eps=-0.1", "invalidPenalty=-1", "successReward=-10", "successReward=inf", "omega=0",
    "omega=1.1", "weightGraph=-1", "weighting=crossSteps", "convention=code", "edges=set", "key=final",
    "norm=none",
    "reward=return", "penalty=all", "singleton=one",
  ])
  func refused(setting: String) {
    #expect(throws: ParameterError.self) { try credits(GraphGPO.self, workedTrace(.e1), setting) }
  }

  @Test(arguments: ["gamma=1.01", "gamma=-0.1", "omega=0.1"])
  func refusedByGiGPO(setting: String) {
    #expect(throws: ParameterError.self) { try credits(GiGPO.self, workedTrace(.e1), setting) }
  }

  @Test(arguments: ["omega=1", "omega=1e-300", "eps=0", "ddof=0", "successReward=0", "weightGraph=0"])
  func accepted(setting: String) throws {
    #expect(try credits(GraphGPO.self, workedTrace(.e1), setting).count == 12)
  }
}
