/** The provider's official clients, as their users run them, against the emulator. */
@NullMarked
package io.patchbay.itest.clients;

import org.jspecify.annotations.NullMarked;
