package wall

// Pace says what keeps a feed from being refreshed every tick.
type Pace string

// The paces. A feed without one is refreshed as often as its network makes sense.
const (
	PaceCalls Pace = "calls" // the calls that the network allows are shared out
	PaceMoney Pace = "money" // the operator's limit on money is shared out
	PaceAsked Pace = "asked" // the network itself says that its limit is nearly used
	PaceDaily Pace = "daily" // reviews change slowly, and each look costs
)

// Free reports whether nobody waits longer when somebody asks in between.
func (p Pace) Free() bool { return p == "" || p == PaceDaily }

// Reason is the pace in plain words, for a feed's owner; empty for none.
func (p Pace) Reason(n Network) string {
	switch p {
	case PaceCalls:
		return n.Title() + " allows so many calls, which all feeds on the platform's account share; an account of its own is asked more often"
	case PaceMoney:
		return n.Title() + " bills what is read, and the platform's money for it is shared by all feeds; a credential of its own is asked more often"
	case PaceAsked:
		return n.Title() + " says that its limit is nearly used, so it is asked less often until it has recovered"
	case PaceDaily:
		return n.Title() + " bills every look, and its reviews change slowly"
	}
	return ""
}
