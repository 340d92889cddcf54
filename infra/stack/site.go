package stack

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/jsii-runtime-go"

	"github.com/hashmytag/hashmytag/shared/site"
)

// addSite uploads the site's files and /config.json, a deployment for each time
// that they may be kept. Files of earlier versions stay: pages that are open
// still ask for their parts.
func addSite(s awscdk.Stack, template cloudformationinclude.CfnInclude, folders []string) {
	bucket := awss3.Bucket_FromBucketName(s, jsii.String("Site"), template.GetResource(jsii.String("SiteBucket")).Ref())
	var sources []awss3deployment.ISource
	for _, folder := range folders {
		sources = append(sources, awss3deployment.Source_Asset(jsii.String(folder), nil))
	}
	settings := awss3deployment.Source_JsonData(jsii.String(site.ConfigKey), site.Config{
		Issuer:   output(template, "IdentityIssuer"),
		ClientID: output(template, "IdentityClientId"),
	}, nil)
	var before awss3deployment.BucketDeployment
	var others []string
	for i, class := range site.Classes() {
		properties := &awss3deployment.BucketDeploymentProps{
			Sources: &sources, DestinationBucket: bucket, Prune: jsii.Bool(false),
			CacheControl: &[]awss3deployment.CacheControl{awss3deployment.CacheControl_FromString(jsii.String(class.CacheControl))},
		}
		if len(class.Patterns) > 0 {
			properties.Exclude, properties.Include = jsii.Strings("*"), jsii.Strings(class.Patterns...)
			others = append(others, class.Patterns...)
		} else {
			withSettings := append(sources, settings)
			properties.Sources = &withSettings
			properties.Exclude = jsii.Strings(append(others, site.NotPublished()...)...)
		}
		deployment := awss3deployment.NewBucketDeployment(s, jsii.String(fmt.Sprintf("SiteFiles%d", i+1)), properties)
		if before != nil {
			deployment.Node().AddDependency(before)
		}
		before = deployment
	}
}

// output is what the template tells of itself under a name.
func output(template cloudformationinclude.CfnInclude, name string) string {
	return *awscdk.Token_AsString(template.GetOutput(jsii.String(name)).Value(), nil)
}
