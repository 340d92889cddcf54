package template

import (
	"encoding/json"
	"fmt"
)

// builder turns resolved resources into a plan.
type builder struct {
	*resolver
	globals      map[string]any
	plan         *Plan
	integrations map[string]integrationProperties
	authorizers  map[string]authorizerProperties
	routes       []routeProperties
}

// needsNothing are the types that matter in AWS alone: invocation permissions, logs, alarms, what CloudFront does
// (local/platform answers on one address by itself), sign-in (local/identity), and what local/aws serves by itself.
var needsNothing = map[string]bool{
	"AWS::ApiGatewayV2::Stage":             true,
	"AWS::CloudFront::CachePolicy":         true,
	"AWS::CloudFront::Distribution":        true,
	"AWS::CloudFront::Function":            true,
	"AWS::CloudFront::OriginAccessControl": true,
	"AWS::CloudWatch::Alarm":               true,
	"AWS::CloudWatch::Dashboard":           true,
	"AWS::Cognito::ManagedLoginBranding":   true,
	"AWS::Cognito::UserPool":               true,
	"AWS::Cognito::UserPoolClient":         true,
	"AWS::Cognito::UserPoolDomain":         true,
	"AWS::Cognito::UserPoolGroup":          true,
	"AWS::KMS::Key":                        true,
	"AWS::Lambda::EventInvokeConfig":       true,
	"AWS::Lambda::Permission":              true,
	"AWS::Logs::LogGroup":                  true,
	"AWS::Logs::MetricFilter":              true,
	"AWS::Route53::RecordSet":              true,
	"AWS::S3::Bucket":                      true,
	"AWS::S3::BucketPolicy":                true,
	"AWS::SNS::Subscription":               true,
	"AWS::SNS::Topic":                      true,
	"AWS::SecretsManager::Secret":          true,
}

func (b *builder) add(id string, r resource) error {
	if holds, err := b.holds(r.Condition); err != nil || !holds {
		return err
	}
	switch r.Type {
	case "AWS::Serverless::Function":
		return b.function(id, r)
	case "AWS::SQS::Queue":
		return b.queue(id, r)
	case "AWS::DynamoDB::Table":
		return b.table(id, r)
	case "AWS::IAM::Role":
		return b.role(id, r)
	case "AWS::ApiGatewayV2::Api":
		return b.api(r)
	case "AWS::ApiGatewayV2::Integration":
		return keep(b, &b.integrations, b.stack.physical(id), r)
	case "AWS::ApiGatewayV2::Authorizer":
		return keep(b, &b.authorizers, b.stack.physical(id), r)
	case "AWS::ApiGatewayV2::Route":
		var route routeProperties
		err := b.properties(r, &route)
		b.routes = append(b.routes, route)
		return err
	case "AWS::CloudFront::ResponseHeadersPolicy":
		return b.pagePolicy(id, r)
	}
	if !needsNothing[r.Type] {
		b.plan.Ignored = append(b.plan.Ignored, id+" ("+r.Type+")")
	}
	return nil
}

// keep remembers a resource's properties until all resources are read and routes can be joined.
func keep[P any](b *builder, all *map[string]P, id string, r resource) error {
	var properties P
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	if *all == nil {
		*all = map[string]P{}
	}
	(*all)[id] = properties
	return nil
}

func (b *builder) properties(r resource, to any) error {
	resolved, err := b.value(r.Properties)
	if err != nil {
		return err
	}
	return convert(resolved, to)
}

// pagePolicy keeps a headers policy's Content-Security-Policy, under the resource's id.
func (b *builder) pagePolicy(id string, r resource) error {
	var properties struct {
		ResponseHeadersPolicyConfig struct {
			SecurityHeadersConfig struct {
				ContentSecurityPolicy struct{ ContentSecurityPolicy string }
			}
		}
	}
	err := b.properties(r, &properties)
	b.plan.PagePolicies[id] = properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy
	return err
}

func (b *builder) queue(id string, r resource) error {
	var properties map[string]any
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	url, err := b.stack.ref(id, r.Type)
	if err != nil {
		return err
	}
	name := b.stack.physical(id)
	queue := Queue{ID: id, Name: name, ARN: b.stack.arn("sqs", name), URL: fmt.Sprint(url), Attributes: map[string]string{}}
	for key, value := range properties {
		if text, ok := value.(string); ok {
			queue.Attributes[key] = text
			continue
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			return err
		}
		queue.Attributes[key] = string(encoded)
	}
	b.plan.Queues = append(b.plan.Queues, queue)
	return nil
}

func (b *builder) table(id string, r resource) error {
	var properties struct {
		KeySchema []struct{ AttributeName, KeyType string }

		TimeToLiveSpecification struct{ AttributeName string }
	}
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	table := Table{ID: id, Name: b.stack.physical(id), TTL: properties.TimeToLiveSpecification.AttributeName}
	for _, key := range properties.KeySchema {
		if key.KeyType == "HASH" {
			table.Hash = key.AttributeName
		} else {
			table.Range = key.AttributeName
		}
	}
	b.plan.Tables = append(b.plan.Tables, table)
	return nil
}
