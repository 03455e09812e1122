@testable import Trajectories

/// The value of a JSON text.
func parsed(_ text: [UInt8]) throws(JSONLineError) -> JSONValue {
  try JSONParser.read(text) { (tape) throws(JSONLineError) in try tape.get().value(JSONTape.root) }
}
