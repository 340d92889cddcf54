package stack_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

func testNag(t *testing.T, expanded map[string]any) {
	s := included(t, expanded)
	awscdk.Aspects_Of(s).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Verbose: jsii.Bool(true)}), nil)
	found := assertions.Annotations_FromStack(s)
	for _, m := range *found.FindError(jsii.String("*"), assertions.Match_AnyValue()) {
		fmt.Println(*m.Id, m.Entry.Data)
	}
	for _, m := range *found.FindWarning(jsii.String("*"), assertions.Match_AnyValue()) {
		fmt.Println("W", *m.Id, m.Entry.Data)
	}
}
