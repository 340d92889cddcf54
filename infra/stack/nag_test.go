package stack_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/cxapi"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// accepted are cdk-nag's findings that stand, and why.
func accepted() []finding {
	const (
		ownLogs  = "SAM's own for each function: writing logs. The roles' other rights are in template.yaml."
		ownQueue = "SAM's own for a function with a queue: receiving. It reaches no tenant's data, and only the function's own queue is polled."
		encoded  = "Every sender is a service of AWS or an SDK, over HTTPS; a message holds a tenant's id and table, no token and no post."
		uploads  = "The CDK's own function, which uploads the site at a deployment: assets to read, the site's bucket to write."
		cells    = "The role of that name in the accounts of cells. Whose role trusts this one, its account decides."
		copies   = "Copies of networks' pictures for all tenants, each below its tenant's id; it may add and remove, and not read."
		visitors = "An access log would hold visitors' addresses, of which nothing is kept. The API logs its requests without them."
	)
	return []finding{
		{"*FunctionRole", "IAM4[Policy::arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]", ownLogs},
		{"*FunctionRole", "IAM4[Policy::arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole]", ownQueue},
		{"*FunctionRole", "IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]", "Which identities of SES the sender's address has, the operator decides."},
		{"DashboardFunctionRole", "IAM5[Resource::<MediaBucket.Arn>/*]", "Pictures of all tenants, each below its tenant's id; it may add and not read."},
		{"MirrorFunctionRole", "IAM5[Resource::<MediaBucket.Arn>/media/*/posts/*]", copies},
		{"MirrorFunctionRole", "IAM5[Resource::<MediaBucket.Arn>/media/*/authors/*]", copies},
		{"ProvisionerFunctionRole", "IAM5[Resource::<MediaBucket.Arn>/*]", "It removes the pictures of tenants that are purged; it may not read them."},
		{"ProvisionerFunctionRole", "IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/tenant_*]", "It makes tenants' tables. What is in them it reaches through TenantWriteRole alone."},
		{"Tenant*Role", "IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<!aws:PrincipalTag/table>/index/*]", "The indexes of the one table that the session is tagged with."},
		{"WidgetFunctionRole", "IAM5[Resource::arn:<AWS::Partition>:iam::*:role/<AWS::StackName>-TenantReadRole-*]", cells},
		{"*FunctionRole", "IAM5[Resource::arn:<AWS::Partition>:iam::*:role/<AWS::StackName>-TenantWriteRole-*]", cells},
		{"ProvisionerFunctionRole", "IAM5[Resource::arn:<AWS::Partition>:iam::*:role/<AWS::StackName>-TenantTablesRole-*]", cells},
		{"*DeadLetters", "SQS3", "It is a queue of dead letters."},
		{"*Queue", "SQS4", encoded},
		{"*DeadLetters", "SQS4", encoded},
		{"Alarms", "SNS3", "CloudWatch alone publishes; alarms name no tenant."},
		{"UpstreamSecret", "SMG4", "The networks' tokens are made by hand at the networks: docs/operations.md says how they are rotated."},
		{"*Bucket", "S1", visitors},
		{"Distribution", "CFR3", visitors},
		{"Distribution", "CFR4", "CloudFront's own domain cannot have another version; with a certificate it is TLS 1.2 of 2021."},
		{"Distribution", "CFR1", "Walls are for visitors from everywhere."},
		{"UserPool", "COG1", "Twelve characters of any kind, or a passkey: NIST SP 800-63B advises against rules about characters."},
		{"UserPool", "COG2", "MFA is offered. Demanded, it would take passkeys away, which Cognito does not count as a second factor."},
		{"UserPool", "COG8", "Threat protection costs more for each user than everything else; the operator may choose the tier."},
		{"CustomCDKBucketDeployment*", "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]", uploads},
		{"CustomCDKBucketDeployment*", "IAM5*", uploads},
		{"CustomCDKBucketDeployment*", "L1", uploads},
	}
}

// finding is a rule of cdk-nag that a resource breaks. Both may be patterns.
type finding struct{ resource, rule, reason string }

func (f finding) covers(resource, rule string) bool {
	known, _ := path.Match(f.resource, resource)
	prefix, all := strings.CutSuffix(f.rule, "5*")
	return known && (f.rule == rule || all && strings.HasPrefix(rule, prefix+"5["))
}

// testNag fails on a finding that nobody has accepted, and on an acceptance that nothing needs.
func testNag(t *testing.T, expanded map[string]any) {
	needed := map[finding]bool{}
	for _, f := range findings(t, expanded) {
		known := false
		for _, a := range accepted() {
			if a.covers(f.resource, f.rule) {
				known, needed[a] = true, true
			}
		}
		if !known {
			t.Errorf("%s: %s %s", f.resource, f.rule, f.reason)
		}
	}
	for _, a := range accepted() {
		if !needed[a] {
			t.Errorf("%s needs no exception for %s any more", a.resource, a.rule)
		}
	}
}

func findings(t *testing.T, expanded map[string]any) []finding {
	t.Helper()
	s := included(t, expanded)
	awscdk.Aspects_Of(s).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{}), nil)
	annotations := assertions.Annotations_FromStack(s)
	all := named(*annotations.FindError(jsii.String("*"), assertions.Match_AnyValue()))
	return append(all, named(*annotations.FindWarning(jsii.String("*"), assertions.Match_AnyValue()))...)
}

func named(messages []*cxapi.SynthesisMessage) []finding { //nolint:staticcheck // the CDK's own assertions answer this type
	all := make([]finding, len(messages))
	for i, m := range messages {
		rule, reason, _ := strings.Cut(fmt.Sprint(m.Entry.Data), ": ")                        //nolint:staticcheck // see above
		all[i] = finding{path.Base(*m.Id), strings.TrimPrefix(rule, "AwsSolutions-"), reason} //nolint:staticcheck // see above
	}
	return all
}
