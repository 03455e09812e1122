/// All orders of some items that differ.
package func orders<Item: Equatable>(of items: [Item]) -> [[Item]] {
  guard items.count > 1 else { return [items] }
  return items.flatMap { first in orders(of: items.filter { $0 != first }).map { [first] + $0 } }
}
