// Says what is wrong with the description whose file is named, or which
// version of OpenAPI it is.
import { Validator } from "@seriousme/openapi-schema-validator";

const validator = new Validator();
const result = await validator.validate(process.argv[2]);
if (!result.valid) {
  console.error(JSON.stringify(result.errors, null, 1));
  process.exit(1);
}
validator.resolveRefs(); // throws when a reference leads nowhere
console.log(validator.version);
