/** Calls that a provider carries, from a telephone to an agent of this JVM. */
@org.jspecify.annotations.NullMarked
package io.patchbay.itest.provider;
