package template

import (
	"fmt"
	"strings"
)

// Stack says where a template is deployed: what its resources are called and where they answer.
type Stack struct {
	Name        string
	Region      string
	Account     string
	APIEndpoint string            // where the HTTP API answers
	QueueURLs   map[string]string // by deployed name; a queue that is not made yet has none
}

func (s Stack) pseudo(name string) (string, bool) {
	switch name {
	case "AWS::StackName":
		return s.Name, true
	case "AWS::Region":
		return s.Region, true
	case "AWS::AccountId":
		return s.Account, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	}
	return "", false
}

// physical is the name that a resource without one of its own gets.
func (s Stack) physical(logical string) string { return s.Name + "-" + logical }

func (s Stack) arn(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, s.Region, s.Account, resource)
}

func (s Stack) roleARN(logical string) string {
	return fmt.Sprintf("arn:aws:iam::%s:role/%s", s.Account, s.physical(logical))
}

// ref is what Ref answers for a resource.
func (s Stack) ref(logical, kind string) (any, error) {
	switch kind {
	case "AWS::SQS::Queue":
		return s.QueueURLs[s.physical(logical)], nil
	case "AWS::S3::Bucket":
		return strings.ToLower(s.physical(logical)), nil // buckets have no capitals
	case "AWS::SecretsManager::Secret", "AWS::SNS::Topic":
		return s.attribute(logical, kind, "Arn")
	}
	// Names and ids: what identifies the resource within its own service.
	return s.physical(logical), nil
}

// attribute is what Fn::GetAtt answers for a resource.
func (s Stack) attribute(logical, kind, attribute string) (any, error) {
	name := s.physical(logical)
	switch kind + "." + attribute {
	case "AWS::SQS::Queue.Arn":
		return s.arn("sqs", name), nil
	case "AWS::SQS::Queue.QueueName":
		return name, nil
	case "AWS::DynamoDB::Table.Arn":
		return s.arn("dynamodb", "table/"+name), nil
	case "AWS::Serverless::Function.Arn":
		return s.arn("lambda", "function:"+name), nil
	case "AWS::SecretsManager::Secret.Arn", "AWS::SecretsManager::Secret.Id":
		return s.arn("secretsmanager", "secret:"+name), nil
	case "AWS::KMS::Key.Arn":
		return s.arn("kms", "key/"+name), nil
	case "AWS::SNS::Topic.Arn", "AWS::SNS::Topic.TopicArn":
		return s.arn("sns", name), nil
	case "AWS::S3::Bucket.Arn":
		return "arn:aws:s3:::" + strings.ToLower(name), nil
	case "AWS::Logs::LogGroup.Arn":
		return s.arn("logs", "log-group:"+name), nil
	case "AWS::IAM::Role.Arn":
		return s.roleARN(logical), nil
	case "AWS::ApiGatewayV2::Api.ApiEndpoint":
		return s.APIEndpoint, nil
	case "AWS::CloudFront::Distribution.DomainName": // one address answers for both
		_, host, _ := strings.Cut(s.APIEndpoint, "://")
		return host, nil
	}
	return nil, fmt.Errorf("%s.%s (%s) is not known locally", logical, attribute, kind)
}
