import AscribeCommand
import Lighthouse
import Simulation

// Every command of `ascribe`, with a scenario of one's own.
AscribeCLI.main(scenarios: [ScenarioEntry("lighthouse", Lighthouse())])
