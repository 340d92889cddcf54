// Package stack is what the CDK app deploys: template.yaml as it is, and around
// it what a template cannot do by itself, bringing code and site to AWS.
package stack

import (
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssam"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Sources is where a checkout has what is deployed.
type Sources struct {
	Root string   // with template.yaml and .build
	Site []string // folders of the site's files, see shared/site
}

// Checkout is a checkout after `make build`.
func Checkout(root string) Sources {
	return Sources{Root: root, Site: []string{filepath.Join(root, "dashboard", "dist"), filepath.Join(root, "widget", "dist")}}
}

// NewPlatform adds the stack of a stage.
func NewPlatform(scope constructs.Construct, stage Stage, from Sources) awscdk.Stack {
	s := awscdk.NewStack(scope, jsii.String(stage.StackName()), &awscdk.StackProps{
		StackName: jsii.String(stage.StackName()),
		// Only what the template declares: nothing of the CDK's own that a change with sam would take away again.
		AnalyticsReporting: jsii.Bool(false),
		Tags:               &map[string]*string{"application": jsii.String("hashmytag"), "stage": jsii.String(stage.Name)},
	})
	parameters := map[string]any{}
	for name, value := range stage.Parameters {
		parameters[name] = value
	}
	template := cloudformationinclude.NewCfnInclude(s, jsii.String("Template"), &cloudformationinclude.CfnIncludeProps{
		TemplateFile: jsii.String(filepath.Join(from.Root, "template.yaml")),
		Parameters:   &parameters,
	})
	addCode(s, template, from.Root)
	addSite(s, template, from.Site)
	return s
}

// addCode uploads the functions' folders, which the template names as paths of
// the checkout.
func addCode(s awscdk.Stack, template cloudformationinclude.CfnInclude, root string) {
	for _, child := range *template.Node().Children() {
		function, ok := child.(awssam.CfnFunction)
		if !ok {
			continue
		}
		folder, ok := function.CodeUri().(string)
		if !ok {
			continue
		}
		code := awss3assets.NewAsset(s, jsii.String(*function.Node().Id()+"Code"), &awss3assets.AssetProps{
			Path: jsii.String(filepath.Join(root, folder)),
		})
		function.SetCodeUri(&awssam.CfnFunction_S3LocationProperty{Bucket: code.S3BucketName(), Key: code.S3ObjectKey()})
	}
}
