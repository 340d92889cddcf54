package stack

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Cell is a further account or region for tenants' tables. Nothing runs there:
// the stage's functions come in by roles that know one table at a time.
type Cell struct {
	Stage Stage
	Home  string // the account of the stage
	At    wall.Cell
	Key   string // ARN of the key that seals tenants' own tokens, the stage's output CredentialsKeyArn
}

// ParseCell reads a cell as ACCOUNT/REGION.
func ParseCell(text string) (wall.Cell, error) {
	account, region, ok := strings.Cut(text, "/")
	if !ok || len(account) != 12 || region == "" {
		return wall.Cell{}, fmt.Errorf("%q is not a cell: write ACCOUNT/REGION", text)
	}
	return wall.Cell{Account: account, Region: region}, nil
}

// NewCell adds the stack of a cell.
func NewCell(scope constructs.Construct, cell Cell) awscdk.Stack {
	name := cell.Stage.StackName() + "-cell"
	s := awscdk.NewStack(scope, jsii.String(name+"-"+cell.At.Region), &awscdk.StackProps{
		StackName:          jsii.String(name),
		Env:                &awscdk.Environment{Account: &cell.At.Account, Region: &cell.At.Region},
		AnalyticsReporting: jsii.Bool(false),
	})
	read := []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
	write := append(read, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
	cell.role(s, "TenantReadRole", []string{"WidgetFunctionRole"}, cell.onTable(read))
	cell.role(s, "TenantWriteRole",
		[]string{"DashboardFunctionRole", "FetcherFunctionRole", "IngestFunctionRole", "MirrorFunctionRole", "ProvisionerFunctionRole"},
		cell.onTable(write), map[string]any{
			"Effect": "Allow", "Action": []string{"kms:Encrypt", "kms:Decrypt"}, "Resource": cell.Key,
			"Condition": map[string]any{"Null": map[string]string{"kms:EncryptionContextKeys": "false"}},
		})
	cell.role(s, "TenantTablesRole", []string{"ProvisionerFunctionRole"}, cell.onTable([]string{
		"dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:UpdateTable", "dynamodb:DeleteTable",
		"dynamodb:DescribeTimeToLive", "dynamodb:UpdateTimeToLive",
		"dynamodb:DescribeContinuousBackups", "dynamodb:UpdateContinuousBackups",
		"dynamodb:TagResource", "dynamodb:ListTagsOfResource",
	}))
	return s
}

// role is one that functions of the stage may assume, for the table that the
// session is tagged with. Its name is what shared/scoped asks for.
func (c Cell) role(s awscdk.Stack, id string, functions []string, statements ...map[string]any) {
	callers := make([]string, len(functions))
	for i, function := range functions {
		callers[i] = fmt.Sprintf("arn:aws:iam::%s:role/%s-%s-*", c.Home, c.Stage.StackName(), function)
	}
	awsiam.NewCfnRole(s, jsii.String(id), &awsiam.CfnRoleProps{
		RoleName: jsii.String(c.roleName(id)),
		AssumeRolePolicyDocument: policy(map[string]any{
			"Effect": "Allow", "Action": []string{"sts:AssumeRole", "sts:TagSession"},
			"Principal": map[string]string{"AWS": "arn:aws:iam::" + c.Home + ":root"},
			"Condition": map[string]any{
				"ArnLike":    map[string]any{"aws:PrincipalArn": callers},
				"StringLike": map[string]string{"aws:RequestTag/table": c.Stage.Parameters["TenantTablePrefix"] + "*"},
			},
		}),
		Policies: []any{map[string]any{"policyName": "one-table", "policyDocument": policy(statements...)}},
	})
}

func (c Cell) roleName(id string) string {
	home := arn.ARN{Partition: "aws", Service: "iam", AccountID: c.Home, Resource: "role/" + c.Stage.StackName() + "-" + id + "-0"}
	return strings.TrimPrefix(scoped.CellRole(home, c.At).Resource, "role/")
}

// onTable allows actions on the session's table and its indexes.
func (c Cell) onTable(actions []string) map[string]any {
	table := fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/${aws:PrincipalTag/table}", c.At.Region, c.At.Account)
	return map[string]any{"Effect": "Allow", "Action": actions, "Resource": []string{table, table + "/index/*"}}
}

func policy(statements ...map[string]any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}
