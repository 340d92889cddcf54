package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// resource is one that CloudFormation is to import, as its
// ResourcesToImport has it.
type resource struct {
	ResourceType       string
	LogicalResourceId  string
	ResourceIdentifier map[string]string
}

// identifiers are what CloudFormation knows a store of each type by (AWS:
// CloudFormation User Guide, "Resource type support", import).
var identifiers = map[string]string{
	"AWS::Cognito::UserPool":      "UserPoolId",
	"AWS::DynamoDB::Table":        "TableName",
	"AWS::KMS::Key":               "KeyId",
	"AWS::S3::Bucket":             "BucketName",
	"AWS::SecretsManager::Secret": "Id",
}

// adopt leaves of a template what a change set of the type IMPORT may hold: the
// stores that the template retains, all of them, and what they refer to. The
// rest comes with the next deployment.
func adopt(text []byte, ids map[string]string) ([]byte, []resource, error) {
	var template yaml.Node
	if err := yaml.Unmarshal(text, &template); err != nil {
		return nil, nil, err
	}
	document := template.Content[0]
	for _, section := range []string{"Transform", "Globals", "Rules", "Outputs"} {
		remove(document, section)
	}
	stores := value(document, "Resources")
	var imported []resource
	var missing []string
	for _, name := range names(stores) {
		store := value(stores, name)
		if retained := value(store, "DeletionPolicy"); retained == nil || retained.Value != "Retain" {
			remove(stores, name)
			continue
		}
		if ids[name] == "" {
			missing = append(missing, name)
		}
		kind := value(store, "Type").Value
		imported = append(imported, resource{kind, name, map[string]string{identifiers[kind]: ids[name]}})
		delete(ids, name)
	}
	if len(missing) > 0 {
		return nil, nil, fmt.Errorf("ids are missing of %s", strings.Join(missing, ", "))
	}
	if len(ids) > 0 {
		return nil, nil, fmt.Errorf("the template retains no %s", strings.Join(slices.Sorted(maps.Keys(ids)), ", "))
	}
	out, err := yaml.Marshal(&template)
	return out, imported, err
}

// value is what a mapping holds under a name; nil when it holds nothing.
func value(mapping *yaml.Node, name string) *yaml.Node {
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func names(mapping *yaml.Node) []string {
	var all []string
	for i := 0; i < len(mapping.Content); i += 2 {
		all = append(all, mapping.Content[i].Value)
	}
	return all
}

func remove(mapping *yaml.Node, name string) {
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
			return
		}
	}
}
