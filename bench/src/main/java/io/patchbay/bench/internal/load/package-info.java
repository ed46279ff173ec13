/** What the load server says, made beforehand where it is said often. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.load;
