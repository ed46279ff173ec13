/** What the runtime does in a provider's place: decided here, in one place, and done here. */
@NullMarked
package io.patchbay.runtime.internal.emulation;

import org.jspecify.annotations.NullMarked;
