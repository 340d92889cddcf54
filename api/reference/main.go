// Command reference writes the API's reference, docs/api.md, from its contract
// and from the table of who may do what.
package main

import (
	"fmt"
	"os"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:generate sh -c "cd ../.. && go run ./api/reference > docs/api.md"

func main() {
	page, err := render("api/openapi.yaml")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(page)
}

// render is the page of a contract.
func render(file string) (string, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		return "", err
	}
	p := &page{doc: doc}
	p.introduction()
	for _, tag := range doc.Tags {
		p.section(tag)
	}
	p.objects()
	return p.text.String(), nil
}
