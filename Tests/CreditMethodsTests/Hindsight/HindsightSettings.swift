import CreditMethods
import TestSupport

/// One of the values that each parameter of a hindsight method may take, chosen at random.
func hindsightSettings(
  for method: any CreditMethod.Type, seed: UInt64
) -> [(name: String, value: String)] {
  var generator = SplitMix64(seed: seed ^ 0xC0C0A)
  return randomSettings(for: method.fullCard.parameters, seed: seed ^ 0xA5CB).map { setting in
    let values: [String]
    switch setting.name {
    case "temperature": values = ["1", "5"]
    case "rhoMin": values = ["0", "0.8"]
    case "rhoMax": values = ["1.2", "3"]
    case "ridge": values = ["0.001", "1"]
    default: return setting
    }
    return (setting.name, values.randomElement(using: &generator) ?? "")
  }
}
