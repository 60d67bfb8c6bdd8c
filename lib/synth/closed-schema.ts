/** A JSON Schema with the keywords that `closeSchema` writes, and no others. */
export interface ClosedSchema {
  readonly $ref?: string;
  readonly additionalProperties?: false | ClosedSchema;
  readonly allOf?: readonly ClosedSchema[];
  readonly anyOf?: readonly ClosedSchema[];
  readonly enum?: readonly unknown[];
  readonly exclusiveMaximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: ClosedSchema;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly maxProperties?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minProperties?: number;
  readonly minimum?: number;
  readonly multipleOf?: number;
  readonly not?: ClosedSchema;
  readonly oneOf?: readonly ClosedSchema[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, ClosedSchema>>;
  readonly required?: readonly string[];
  /** The rule in words, for messages. */
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly uniqueItems?: boolean;
}
