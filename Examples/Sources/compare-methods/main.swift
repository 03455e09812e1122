import Ascribe
import Lighthouse
import Simulation

// How well three methods find the exact credit on a scenario of one's own: the library without the command line.

let mdp = try TurnMDP(compiling: Lighthouse())
let methods = try Call.list("grpo,symmetric,c3(continuations=16)").map { try MethodRequest($0) }
let plan = try StudyPlan(
  mdp: mdp, policy: .behaviour(of: mdp), methods: methods, episodes: 512, groupSize: 8, batches: 10, seed: 1,
  threads: 2)
let result = try Study(plan).run()

print("value of the policy: \(result.value)")
for method in result.methods {
  guard let agreement = method.spearman.mean.optional else {
    print("\(method.request.label): undefined")
    continue
  }
  print(
    "\(method.request.label): rank correlation with the exact credit \((agreement * 1000).rounded() / 1000)")
}
