/** Sessions that are recorded and lived again. */
@NullMarked
package io.patchbay.itest.replay;

import org.jspecify.annotations.NullMarked;
