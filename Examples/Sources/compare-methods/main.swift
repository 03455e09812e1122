import Ascribe
import Lighthouse

// How well three methods, and one of one's own, find the exact credit on a scenario of one's own: the library without the command line.

let mdp = try TurnMDP(compiling: Lighthouse())
let catalogue = try MethodCatalogue.builtIn + [MethodEntry(LastDecision.self)]
let methods = try Call.list("grpo,symmetric,c3(continuations=16),last-decision").map {
  try MethodRequest($0, in: catalogue)
}
let plan = try StudyPlan(
  mdp: mdp, policy: .behaviour(of: mdp), methods: methods, episodes: 512, groupSize: 8, batches: 10, seed: 1,
  threads: 2)
let result = try Study(plan).run()

print("value of the policy: \(result.exact?.value ?? .nan)")
for method in result.methods {
  guard let agreement = method[.spearman].mean.optional else {
    print("\(method.method.label): undefined")
    continue
  }
  print(
    "\(method.method.label): rank correlation with the exact credit \((agreement * 1000).rounded() / 1000)")
}
