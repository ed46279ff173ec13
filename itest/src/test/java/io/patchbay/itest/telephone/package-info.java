/** Real telephones call agents of this JVM. */
@org.jspecify.annotations.NullMarked
package io.patchbay.itest.telephone;
