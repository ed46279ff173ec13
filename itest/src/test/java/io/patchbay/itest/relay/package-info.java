/** Sessions whose line runs through the worker at the edge, in real workerd. */
@NullMarked
package io.patchbay.itest.relay;

import org.jspecify.annotations.NullMarked;
