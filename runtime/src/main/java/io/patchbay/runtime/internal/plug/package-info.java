/** What is plugged in: by kind, name and ranking, with leases that let it go without a cut. */
@NullMarked
package io.patchbay.runtime.internal.plug;

import org.jspecify.annotations.NullMarked;
