package wall

import "strings"

// Plan is what a tenant pays for; it limits the number of enabled feeds.
type Plan string

// The plans.
const (
	Starter    Plan = "starter"
	Business   Plan = "business"
	Enterprise Plan = "enterprise"
)

// Unlimited is the feed limit of a plan without one.
const Unlimited = -1

// Plans lists every plan, smallest first.
func Plans() []Plan { return []Plan{Starter, Business, Enterprise} }

// ParsePlan reads a plan's name.
func ParsePlan(s string) (Plan, error) {
	for _, p := range Plans() {
		if strings.EqualFold(s, string(p)) {
			return p, nil
		}
	}
	return "", InvalidField("/plan", "not-a-plan", `"{plan}" is not a plan: use starter, business or enterprise`, s)
}

// FeedLimit is how many feeds may be enabled at once, or Unlimited.
func (p Plan) FeedLimit() int {
	switch p {
	case Business:
		return 3
	case Enterprise:
		return Unlimited
	default:
		return 1
	}
}

// Allows reports whether n enabled feeds fit the plan.
func (p Plan) Allows(n int) bool {
	limit := p.FeedLimit()
	return limit == Unlimited || n <= limit
}
