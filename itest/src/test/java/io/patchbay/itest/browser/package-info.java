/** Real browsers, with a microphone and ears. */
@NullMarked
package io.patchbay.itest.browser;

import org.jspecify.annotations.NullMarked;
