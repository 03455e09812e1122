import Ascribe
import AscribeCommand
import Lighthouse

// Every command of `ascribe`, with a scenario, a method and a critic of one's own.
AscribeCLI.main(
  scenarios: [ScenarioEntry("lighthouse", Lighthouse())],
  methods: [MethodEntry(LastDecision.self), MethodEntry(VisitMeans.self)])
