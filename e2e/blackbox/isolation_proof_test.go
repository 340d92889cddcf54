//go:build proof

package blackbox_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
)

// The scoped credentials isolate, on an engine that evaluates the template's policies and trusts itself: two tenants are
// made by the deployed functions with their own rights; then somebody who holds a function's credentials tries what
// they should not open.
func TestScopedCredentialsIsolate(t *testing.T) {
	lookAtSources(t)
	d := emulate(t, "AUTH=true")
	d.writeTemplate(rootIsLetIn)
	d.mustDeploy()
	p := d.platform()
	a, b := p.newTenant("a.example.com", "starter"), p.newTenant("b.example.com", "starter")

	for function, role := range map[string]string{
		"Widget": "TenantReadRole", "Dashboard": "TenantWriteRole", "Fetcher": "TenantWriteRole", "Ingest": "TenantWriteRole", "Provisioner": "TenantWriteRole",
	} {
		t.Run(function, func(t *testing.T) {
			own := d.as(t, function)
			if role == "TenantReadRole" {
				refuses(t, "TenantWriteRole", own.assume(t, d.outputs["TenantWriteRoleArn"], a.Table, nil))
			}
			arn := d.outputs[role+"Arn"]
			refuses(t, "a session without the tag", own.assume(t, arn, "", nil))
			refuses(t, "a session tagged with the registry", own.assume(t, arn, d.outputs["RegistryTable"], nil))
			refuses(t, "a tenant's table without a session", own.read(t, a.Table))

			var session identity
			if err := own.assume(t, arn, a.Table, &session); err != nil {
				t.Fatalf("the session for its table: %v", err)
			}
			if err := session.read(t, a.Table); err != nil {
				t.Errorf("the session's own table: %v", err)
			}
			refuses(t, "another tenant's table", session.read(t, b.Table))
			refuses(t, "the registry", session.read(t, d.outputs["RegistryTable"]))
			if err := session.write(t, a.Table); (err == nil) != (role == "TenantWriteRole") {
				t.Errorf("writing as %s: %v", role, err)
			}
			refuses(t, "writing into another tenant's table", session.write(t, b.Table))
		})
	}
	for _, function := range []string{"Authorizer", "Dispatcher"} {
		t.Run(function, func(t *testing.T) {
			own := d.as(t, function)
			refuses(t, "TenantReadRole", own.assume(t, d.outputs["TenantReadRoleArn"], a.Table, nil))
			refuses(t, "TenantWriteRole", own.assume(t, d.outputs["TenantWriteRoleArn"], a.Table, nil))
			refuses(t, "a tenant's table", own.read(t, a.Table))
		})
	}
}

// identity is somebody with credentials.
type identity struct{ aws.Config }

// rootIsLetIn lets the account's root into the functions' roles, beside Lambda: so the test can be who has got hold of a
// function's credentials.
func rootIsLetIn(template string) string {
	return strings.Replace(template, "Globals:\n  Function:\n", `Globals:
  Function:
    AssumeRolePolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Action: sts:AssumeRole
          Principal: {Service: lambda.amazonaws.com, AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}
`, 1)
}

// as is somebody with a function's credentials.
func (d *deployment) as(t *testing.T, function string) identity {
	t.Helper()
	role, err := cloudformation.NewFromConfig(d.config()).DescribeStackResource(t.Context(), &cloudformation.DescribeStackResourceInput{
		StackName: aws.String("hashmytag-" + stage), LogicalResourceId: aws.String(function + "FunctionRole"),
	})
	if err != nil {
		t.Fatal(err)
	}
	arn := "arn:aws:iam::000000000000:role/" + *role.StackResourceDetail.PhysicalResourceId
	var own identity
	if err := (identity{d.config()}).assume(t, arn, "", &own); err != nil {
		t.Fatalf("%s: %v", arn, err)
	}
	return own
}

// assume assumes a role, for a session that is tagged with a table; "" for no tag.
func (i identity) assume(t *testing.T, arn, table string, into *identity) error {
	t.Helper()
	input := &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("proof")}
	if table != "" {
		input.Tags = []ststypes.Tag{{Key: aws.String("table"), Value: &table}}
	}
	out, err := sts.NewFromConfig(i.Config).AssumeRole(t.Context(), input)
	if err == nil && into != nil {
		into.Config = i.Copy()
		into.Credentials = credentials.NewStaticCredentialsProvider(
			*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken)
	}
	return err
}

func key() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "proof"}, "sk": &types.AttributeValueMemberS{Value: "proof"},
	}
}

func (i identity) read(t *testing.T, table string) error {
	t.Helper()
	_, err := dynamodb.NewFromConfig(i.Config).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key()})
	return err
}

func (i identity) write(t *testing.T, table string) error {
	t.Helper()
	_, err := dynamodb.NewFromConfig(i.Config).PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: key()})
	return err
}

// refuses wants the engine to have said that it is not allowed, and nothing else.
func refuses(t *testing.T, what string, err error) {
	t.Helper()
	var refused smithy.APIError
	if !errors.As(err, &refused) || !strings.HasPrefix(refused.ErrorCode(), "AccessDenied") {
		t.Errorf("%s: %v, want it denied", what, err)
	}
}
