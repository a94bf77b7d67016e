// Pulumi wants a program below its project file; the sources are compiled to dist/.
module.exports = require("../dist/bootstrap");
