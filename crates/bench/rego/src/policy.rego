# The same mapping as the catalogue: what a term needs in any case, and what it needs when another answer is not there yet.
package notice

zone := "free_trade" if input.free_trade_zone

else := "elsewhere"

certain contains code if {
	some term in input.terms
	some code in data.certain[zone][term]
}

needed contains code if some code in certain

needed contains code if {
	some term in input.terms
	some need in data.residual[zone][term]
	not answered(need)
	some code in need.matters
}

answered(need) if {
	need.alternatives
	some code in need.matters
	code in certain
}

answer := {"matters": [data.matters[code] | some code in needed]}
