export default {
  title: 'Posts',
};
