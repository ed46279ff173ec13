/** The command line's conversations by every way that a fetch can take, past programs of others. */
@NullMarked
package io.patchbay.itest.ways;

import org.jspecify.annotations.NullMarked;
