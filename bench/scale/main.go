// Command scale answers how often walls are refreshed, and what that costs, for
// platforms of 100 to 10,000 tenants. It lets a week pass on a virtual clock:
// the schedule and the budgets are those of the fetcher (feedsync, budget), the
// networks are numbers that keep their real limits (vendor.go), and the registry
// is a map (memory.go). It prints the tables of docs/scale.md.
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

//go:embed inputs.json
var inputs []byte

// scenario is a platform, as inputs.json has it.
type scenario struct {
	Tenants     int     `json:"tenants"`
	Overlap     float64 `json:"overlap"`  // share of hashtags that are of the common ones
	Accounts    int     `json:"accounts"` // the operator's on Instagram
	Own         float64 `json:"own"`      // share of feeds with the tenant's own credential
	TwitterUSD  float64 `json:"twitterUSD"`
	GoogleDaily int64   `json:"googleDaily"`
}

func main() {
	line := flag.Int("line", 0, "only this line of inputs.json; 0 for all")
	flag.Parse()
	if err := run(*line); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(line int) error {
	var scenarios []scenario
	if err := json.Unmarshal(inputs, &scenarios); err != nil {
		return fmt.Errorf("inputs.json: %w", err)
	}
	var results []result
	for i, s := range scenarios {
		if line != 0 && line != i+1 {
			continue
		}
		r, err := simulate(s)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", s, r.took.Round(1e6))
		results = append(results, r)
	}
	return report(os.Stdout, results)
}

func (s scenario) String() string {
	return fmt.Sprintf("%d tenants, overlap %.0f %%, %d accounts, own %.0f %%", s.Tenants, 100*s.Overlap, s.Accounts, 100*s.Own)
}
