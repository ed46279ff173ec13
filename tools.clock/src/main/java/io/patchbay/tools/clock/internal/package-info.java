/** Time and date in the cities of the world, as tools. */
@NullMarked
package io.patchbay.tools.clock.internal;

import org.jspecify.annotations.NullMarked;
