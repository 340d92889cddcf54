// Command audit looks at what the platform is made of: the known vulnerabilities of its Go modules and npm packages,
// and their licences. It is run in the root of the repository, and says in a line what came of each. What could not be
// looked at, because a service did not answer, is no pass: the command fails, and says so.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// errUnchecked is about something that nobody has looked at.
var errUnchecked = errors.New("NOT CHECKED")

// The modules and packages of the repository; what is only for tests and builds is in the others.
var (
	goModules = []string{".", "infra", "api/compatible", "local/upstream/published", "audit"}
	shipped   = []string{"dashboard", "widget"}
)

func main() {
	ctx := context.Background()
	failed := false
	tell := func(what string, err error) {
		if err == nil {
			fmt.Printf("ok          %s\n", what)
			return
		}
		failed = true
		mark := "FOUND"
		if errors.Is(err, errUnchecked) {
			mark = errUnchecked.Error()
		}
		fmt.Printf("%-11s %s: %s\n", mark, what, strings.TrimPrefix(err.Error(), mark+": "))
	}
	db, err := openDatabase(ctx)
	for _, dir := range goModules {
		if err == nil {
			tell("vulnerabilities of the Go module "+dir+", by "+db.said, db.check(ctx, dir))
		} else {
			tell("vulnerabilities of the Go module "+dir, err)
		}
		tell("licences of the Go module "+dir, goLicences(ctx, dir))
	}
	for _, dir := range shipped {
		tell("vulnerabilities of the npm packages in "+dir, npmVulnerabilities(ctx, dir))
		tell("licences of the npm packages in "+dir, npmLicences(dir))
	}
	if failed {
		os.Exit(1)
	}
}
