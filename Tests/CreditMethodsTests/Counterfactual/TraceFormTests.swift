import Ascribe
import Testing
import TestSupport
import Trajectories

/// What methods that replay do with recorded traces has the properties of methods that read nothing else.
@Suite struct TraceFormTests {
  private static let forms: [(id: String, settings: [String])] = [
    ("vineppo", ["values=trace", "values=trace node=state", "values=trace reward=trace key=observation"]),
    (
      "spo",
      [
        "values=trace", "values=trace rho=0.5 interval=2 whiten=true", "values=trace shape=tree norm=parent",
        "values=trace shape=tree node=state",
      ]
    ),
    ("treerpo", ["values=trace", "values=trace node=state", "values=trace norm=none key=privileged"]),
    ("mathshepherd", ["values=trace", "values=trace label=hard"]),
    ("omegaprm", ["values=trace", "values=trace node=state"]),
    ("int", ["values=trace", "values=trace drop=0.2"]),
    ("red", ["values=trace", "values=trace node=state betaC=0.5"]),
    ("acpo", ["values=trace", "values=trace node=state"]),
    ("carl", ["tree=trace", "tree=trace update=all"]),
    ("at2po", ["tree=trace", "tree=trace adv=diffParent value=childMean", "tree=trace value=leafMean"]),
  ]

  private static let properties: [TraceProperty] = [
    .ignoresOrderOfEpisodes, .ignoresOrderOfAgents, .ignoresNames, .ignoresOtherTasks,
    .isSharedByTheAgentsOfATurn,
  ]

  @Test(arguments: forms.flatMap { form in form.settings.map { (form.id, $0) } }, properties)
  func hasTheProperty(form: (id: String, settings: String), property: TraceProperty) throws {
    // Turns of all tasks are whitened together.
    if property == .ignoresOtherTasks, form.settings.contains("whiten") { return }
    let method = TraceMethod(entry: try MethodCatalogue.builtIn.entry(named: form.id))
    for seed in UInt64(7000)..<7012 {
      let violation = try property.violation(by: method, pairs(form.settings), seed: seed)
      #expect(violation == nil, "seed \(seed)")
    }
  }
}
